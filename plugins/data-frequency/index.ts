import frequency from "./frequency.ts";
import silence from "./silence.ts";

export default [frequency, silence];
