import "ses";

/** Globals a plugin's code uses often: made local constants, as a Compartment's own globals are dynamic look-ups: many times slower in a hook. */
const HOISTED = [
  "Object",
  "Array",
  "Number",
  "String",
  "Boolean",
  "Math",
  "JSON",
  "Map",
  "Set",
  "Error",
  "TypeError",
  "RangeError",
  "Symbol",
  "Float64Array",
];

/**
 * SES refuses whatever looks like `import(` or an HTML comment, also in the comments, texts and `i-->0` of third-party code. So they are
 * rewritten instead, everywhere: `import(` calls what refuses.
 */
const EVADE = { __evadeImportExpressionTest__: true, __evadeHtmlCommentTest__: true };
const refuseImport = (): never => {
  throw new TypeError("import() is not available to a plugin: what it imports is bundled with it");
};

/** Locks the realm down, once, before any plugin code is evaluated (Hardened JavaScript, SES). */
export function lockRealm(): void {
  lockdown({
    errorTaming: "unsafe",
    overrideTaming: "severe",
    consoleTaming: "unsafe",
    domainTaming: "unsafe",
    errorTrapping: "none",
    unhandledRejectionTrapping: "none",
    reporting: "none",
  });
}

/**
 * Evaluates a bundle (CommonJS) in a Compartment of its own and returns its default export. No process, require, fetch, timers,
 * clock or randomness in reach. Throws what the module's top level throws.
 */
export function evaluatePlugin(name: string, code: string, log: (...parts: unknown[]) => void): unknown {
  const endowments = harden({
    Float64Array,
    Float32Array,
    console: { log, info: log, warn: log, error: log, debug: log },
    __import__: refuseImport,
  });
  const compartment = new Compartment(endowments as Record<string, unknown>);
  // A bundle may declare any of these names itself: it does so in an inner scope.
  const wrapped = `(function () { const { ${HOISTED.join(", ")} } = globalThis; const module = { exports: {} }; (function (module, exports) {\n${code}\n})(module, module.exports); return module.exports; })()\n//# sourceURL=weir-plugin:///${encodeURIComponent(name)}.js`;
  const exported = compartment.evaluate(wrapped, EVADE) as { default?: unknown } | undefined;
  return exported?.default ?? exported;
}
