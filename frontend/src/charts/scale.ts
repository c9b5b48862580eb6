// The lines behind bars: whole numbers that are easily read, the last one not below the highest bar.

const FEW = 4;
const steps = [1, 2, 5];

/** From 0 in at most four equal steps of 1, 2 or 5 with as many noughts as it takes. */
export function scaleTo(most: number): number[] {
  for (let ten = 1; ; ten *= 10) {
    for (const step of steps) {
      const n = Math.max(1, Math.ceil(most / (step * ten)));
      if (n <= FEW) return Array.from({ length: n + 1 }, (_, i) => i * step * ten);
    }
  }
}
