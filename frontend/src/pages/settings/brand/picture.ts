// A picture as it is sent: no larger than it is ever shown, and without what a camera noted in it (where it was taken).

export const TYPES = ["image/png", "image/jpeg", "image/webp"];
const MOST_BYTES = 256 * 1024;
/** Twice the pixels of the largest place where it is shown. */
const BOX = { width: 640, height: 240 };

export interface Size {
  width: number;
  height: number;
}

/** The largest of the same shape that is in the box; what is in it already stays as it is. */
export function fit({ width, height }: Size, box: Size = BOX): Size {
  const share = Math.min(1, box.width / width, box.height / height);
  return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) };
}

const written = (canvas: HTMLCanvasElement, type: string) =>
  new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, 0.9));

/** Undefined: it is no picture that can be shown. */
export async function ready(file: Blob): Promise<Blob | undefined> {
  if (!TYPES.includes(file.type)) return undefined;
  const image = await createImageBitmap(file).catch(() => undefined);
  if (!image) return undefined;
  const canvas = Object.assign(document.createElement("canvas"), fit(image));
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  for (const type of ["image/png", "image/webp", "image/jpeg"]) {
    const made = await written(canvas, type);
    if (made && made.type === type && made.size <= MOST_BYTES) return made;
  }
  return undefined;
}
