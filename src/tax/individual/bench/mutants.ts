/** One small change in the text of a rule, as a slip would make it — 変異. */
export interface Mutant {
  readonly file: string
  readonly line: number
  readonly from: string
  readonly to: string
  /** The whole text of the file with the change. */
  readonly text: string
}

/** What is changed into what; each is tried at every place where it stands in code. */
const slips: readonly (readonly [RegExp, string])[] = [
  [/ < /g, ' <= '], [/ <= /g, ' < '], [/ > /g, ' >= '], [/ >= /g, ' > '], [/ === /g, ' !== '], [/ !== /g, ' === '],
  [/ && /g, ' || '], [/ \|\| /g, ' && '], [/ \+ /g, ' - '], [/ - /g, ' + '],
  [/\bif \(/g, 'if (true || '], [/\bif \(/g, 'if (false && '], [/(?<![\w)\]!])!(?=[a-z(])/g, ''],
  [/\bminYen\(/g, 'maxYen('], [/\bmaxYen\(/g, 'minYen('], [/\braiseBelow\(/g, 'dropBelow('], [/\bdropBelow\(/g, 'raiseBelow('],
  [/\bnotBelowZero\((?!amount: )/g, '('], [/\bsubtract\((?!left: )/g, 'sum('], [/\.some\(/g, '.every('], [/\.city\b/g, '.prefecture'], [/\.prefecture\b/g, '.city'],
  [/(?<=[ ([])1(?=[,)\] ])/g, '2'], [/(?<=[ ([])0(?=[,)\] ])/g, '1'],
]

/** Every mutant of a rules file. What only makes words or lines of the worksheet is left alone: it decides nothing. */
export function mutantsOf(file: string, text: string): readonly Mutant[] {
  const code = onlyDeciding(text)
  return slips.flatMap(([from, to]) => [...code.matchAll(from)].map((match) => ({
    file, line: text.slice(0, match.index).split('\n').length, from: match[0].trim(), to: to.trim(), text: withMaker(file, text.slice(0, match.index) + to + text.slice(match.index + match[0].length)),
  })))
}

/** A change may need a function that the file did not import. */
function withMaker(file: string, text: string): string {
  const missing = ['minYen', 'maxYen', 'raiseBelow', 'dropBelow', 'sum'].filter((name) => new RegExp(`\\b${name}\\(`).test(text) && !new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from '[^']*yen\\.ts'`).test(text))
  return missing.length === 0 ? text : `${text}\nimport { ${missing.join(', ')} } from '${'../'.repeat(file.split('/').length + 1)}kernel/yen.ts'\n`
}

/** The text with everything blanked that is no deciding code: comments, strings, imports, declarations, loop heads, words and lines. */
function onlyDeciding(text: string): string {
  const patterns = [
    /\/\*[\s\S]*?\*\//g, /\/\/.*$/gm, /^import .*$/gm, /^(export )?(interface|type) [^{=\n]*(\{.*\}$|\{$[\s\S]*?^\}|.*$)/gm, /^(export )?function (write|\w*Words\b|writerOf)[\s\S]*?^\}/gm,
    /\bfor \((?:[^()]|\([^()]*\))*\)/g, /`(?:[^`\\]|\\.)*`/g, /'(?:[^'\\\n]|\\.)*'/g, /^\s*(const words|sheet\.line\().*$/gm, /^\s*(else )?if \([^)]*\) sheet\.line.*$/gm, /\bcalculation:.*$/gm, /, null, (\(\)|words).*$/gm, /^ .*\bassert\(.*$/gm,
  ]
  return patterns.reduce((code, pattern) => code.replace(pattern, (found) => found.replace(/[^\n]/g, '_')), text)
}
