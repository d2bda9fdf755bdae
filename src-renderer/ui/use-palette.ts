import { useFrame } from "../frame-actions.ts";
import { type Palette, paletteOf } from "./palette.ts";

/** The colours of the theme in use. */
export const usePalette = (): Palette => paletteOf(useFrame((state) => state.dark));
