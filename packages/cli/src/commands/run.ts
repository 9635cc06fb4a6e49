export function addRunCommand(): void {}
