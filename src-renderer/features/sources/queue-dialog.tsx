export function QueueDialog() {
  return null;
}
