declare module "subset-font" {
  interface Options {
    targetFormat?: "sfnt" | "woff2";
    keepFeatures?: string[];
    keepAllGlyphs?: boolean;
    variationAxes?: Record<string, { min: number; max: number }>;
    noHinting?: boolean;
  }
  export default function subsetFont(font: Buffer, text: string | undefined, options: Options): Promise<Buffer>;
}
