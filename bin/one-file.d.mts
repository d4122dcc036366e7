export function writeOneFile(entry: string, folder: string): Promise<string>
export function keptOneFile(project: string, entry: string): Promise<string>
