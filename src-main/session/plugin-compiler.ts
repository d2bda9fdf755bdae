/** How TypeScript looks at a plugin, in its own folder and where it is checked: strictly, and with nothing at hand but ES2022. */
export const PLUGIN_COMPILER = {
  target: "ES2022",
  module: "ESNext",
  moduleResolution: "bundler",
  strict: true,
  noEmit: true,
  lib: ["ES2022"],
  types: [],
} as const;
