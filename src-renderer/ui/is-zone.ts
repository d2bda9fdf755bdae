/** Whether a text is a zone as a mapping takes it: a name, or a distance from UTC such as `+02:00`. */
export function isZone(text: string): boolean {
  if (/^[+-]\d{2}:?\d{2}$/.test(text.trim())) return true;
  try {
    new Intl.DateTimeFormat("en", { timeZone: text.trim() });
    return true;
  } catch {
    return false;
  }
}
