import { type MemoryMb, memoryOf } from '../processes.ts';

const everyMs = 250;

/** The most memory that this process and its children held at once while something was done, looked at four times a second. */
export const peakMemory = async <T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly peakMb: MemoryMb }> => {
  let peak = await memoryOf(process.pid);
  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(async () => {
      const now = await memoryOf(process.pid);
      if (now.total > peak.total) peak = now;
    });
  }, everyMs);
  try {
    const result = await work();
    return { result, peakMb: peak };
  } finally {
    clearInterval(timer);
    await looking;
  }
};
