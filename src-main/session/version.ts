import manifest from "../../package.json" with { type: "json" };

export const WEIR_VERSION: string = manifest.version;
