import { describe, expect, test } from 'vitest'
import { builder, compile, statementName, type Statement } from './compiled.ts'
import { anyOf, sql, type RawBuilder } from './db.ts'

// A statement of the same templates is not put together again; whatever differs but in its values must be another one.

function expectAsWritten(statement: RawBuilder<unknown>): void {
  const written = statement.compile(builder)
  for (const _time of ['first', 'again']) expect(compile(statement)).toEqual({ text: written.sql, values: written.parameters, name: statementName(written.sql) })
}

const person = (id: number, ...more: readonly RawBuilder<unknown>[]): RawBuilder<unknown> => sql`select * from person where tenant_id = ${1} and ${sql.join([sql`id = ${id}`, ...more], sql` and `)}`

describe('a statement', () => {
  test('has its own values each time, and the text and name of the first time', () => {
    const [one, other] = [compile(person(7)), compile(person(8))]
    expect([one.values, other.values]).toEqual([[1, 7], [1, 8]])
    expect(other.text).toBe(one.text)
    expect(other.name).toBe(one.name)
  })

  test.each<readonly [string, readonly RawBuilder<unknown>[]]>([
    ['the number of its conditions', [person(7), person(7, sql`not is_gone`), person(7, sql`not is_gone`, sql`is_read`)]],
    ['the column', ['kana', 'birth_on'].map((column) => sql`select ${sql.raw(column)} from person where id = ${7}`)],
    ['a literal, by its kind too', [1, 2, '1', 'id', null, true].map((value) => sql`select ${sql.lit(value)}, ${7}::integer`)],
    ['the separator', [sql` or `, sql` and `].map((between) => sql`select ${sql.join([sql`${1} = 1`, sql`${2} = 2`], between)}`)],
    ['a literal in place of a value', [sql`select ${2}`, sql`select ${sql.lit(2)}`]],
    ['how it is nested', [sql`a ${sql`b ${1}`} c ${2}`, sql`a ${sql`b ${1} c ${2}`}${3}`, sql`a ${sql`b`} ${sql`${1}`} d ${2}`]],
    ['the type of a list', (['uuid', 'text'] as const).map((type) => sql`select ${7} = ${anyOf([], type)}`)],
    ['a name', ['kana', 'name'].map((column) => sql`select ${sql.ref(column)}, ${sql.id('resident', column)} from ${sql.table('person')} where id = ${7}`)],
  ])('is another one where it differs in %s', (_what, statements) => {
    for (const statement of statements) expectAsWritten(statement)
    expect(new Set(statements.map((statement) => compile(statement).text)).size).toBe(statements.length)
  })

  test('may be built of parts that are no templates', () => {
    const built = (id: number): Statement => builder.selectFrom('person' as never).selectAll().where('id' as never, '=', id as never)
    expect(compile(built(7))).toEqual({ text: 'select * from "person" where "id" = $1', values: [7], name: statementName('select * from "person" where "id" = $1') })
    expectAsWritten(sql`select exists (${built(7) as unknown as RawBuilder<unknown>})`)
  })
})
