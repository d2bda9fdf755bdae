/** What a plugin folder that is not there, or no longer one, is told by. */
export class NoPluginError extends Error {}
