export function writeOneFile(entry: string, folder: string): Promise<string>
export function writeFiles(entries: readonly string[], where: { readonly folder: string; readonly base: string; readonly instead?: Readonly<Record<string, string>> }): Promise<void>
export function keptOneFile(project: string, entry: string): Promise<string>
