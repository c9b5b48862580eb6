// What a file must be like to be sent at all.

import { SHEET_ENDINGS } from "~/ui/sheets";

export const UPLOAD_MOST = 200 * 1024 * 1024;

export type FileFault = "wrongKind" | "tooLarge";

export function faultOf(file: { name: string; size: number }): FileFault | null {
  if (!SHEET_ENDINGS.some((ending) => file.name.toLowerCase().endsWith(ending))) return "wrongKind";
  return file.size > UPLOAD_MOST ? "tooLarge" : null;
}

/** The address that a file of that name goes to. */
export function uploadPath(name: string, campaign: string): string {
  return `/api/v1/batches?${new URLSearchParams({ file_name: name, campaign }).toString().replace(/\+/g, "%20")}`;
}
