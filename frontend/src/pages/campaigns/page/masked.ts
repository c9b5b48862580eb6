/** "+573001234512" -> "+57 ••• ••12": enough to know again, not enough to call. */
export function masked(phone: string): string {
  if (phone.includes("•") || phone.includes("*") || phone.length < 6) return phone;
  return `${phone.slice(0, 3)} ••• ••${phone.slice(-2)}`;
}
