import * as electron from "electron";

interface OlderClipboard {
  readonly writeImage?: (image: electron.NativeImage) => void;
}

/** Of a data URL. */
export const bytesOf = (png: string): Buffer => Buffer.from(png.slice(png.indexOf(",") + 1), "base64");

/** Puts a PNG (a data URL) on the clipboard: Electron had a call of its own for it until it took the web's. */
export async function copyImage(png: string): Promise<void> {
  const { clipboard, nativeImage } = electron;
  const { writeImage } = clipboard as unknown as OlderClipboard;
  if (writeImage !== undefined) {
    writeImage.call(clipboard, nativeImage.createFromDataURL(png));
    return;
  }
  const bytes = Buffer.from(bytesOf(png));
  await clipboard.write([new electron.ClipboardItem({ "image/png": new Blob([bytes], { type: "image/png" }) })]);
}
