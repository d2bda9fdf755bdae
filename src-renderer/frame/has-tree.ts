import type { ViewId } from "../frame-actions.ts";

/** Screens that are about single series, and so stand beside the tree of them. Alerts need the room and have filters of their own. */
const withTree: ReadonlySet<ViewId> = new Set<ViewId>(["live", "explore"]);

export const hasTree = (view: ViewId): boolean => withTree.has(view);
