/** Only a path of our own: nobody is sent elsewhere by a link. */
export function placeAfter(to: string | null): string {
  return to !== null && /^\/(?![/\\])/.test(to) && !to.startsWith("/login") ? to : "/";
}
