/**
 * The engine's own way to spare the branches of an `if` computes what several branches share once for each of them: a
 * row of JSON was parsed twenty times. The SELECT spares what is costly itself.
 */
export const mappingSettings = { max_execution_time: 0, short_circuit_function_evaluation: 'disable' } as const;
