import { z } from 'zod';

/** Every refusal, whatever the endpoint. */
export const errorAnswerSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.object({ zh: z.string(), en: z.string() }),
    /** The input field at fault, as a path such as `spec.features[2]`. */
    field: z.string().optional(),
    requestId: z.string(),
  }),
});
export type ErrorAnswer = z.infer<typeof errorAnswerSchema>;
