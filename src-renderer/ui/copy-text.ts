/** Puts a text on the clipboard, as a copy of one's own selection does: that needs no permission, and the page is given none. */
export function copyText(text: string): boolean {
  document.addEventListener(
    "copy",
    (event) => {
      event.clipboardData?.setData("text/plain", text);
      event.preventDefault();
    },
    { once: true },
  );
  return document.execCommand("copy");
}
