/**
 * A resend of what was taken is taken; a resend of a refusal says refused. What is
 * queued is kept on the tablet: the person goes on.
 */
export function isTaken(answer) {
    return ["accepted", "duplicate", "queued"].includes(answer.status);
}
