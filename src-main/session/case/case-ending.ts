/** How the name of a case file ends. */
export const CASE_ENDING = ".weir-case";
