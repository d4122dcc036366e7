import type { RefusalCatalogue, RefusalText } from '../../kernel/outcome.ts'
import { runnerRefusals } from '../command/runner.ts'
import type { ScreenGuide } from '../command/tx.ts'
import type { Page } from '../screen/page.ts'
import type { Registry } from './registry.ts'

/** What the help tells of every screen, from what the screens declare — 画面の案内. */
export function guidesOf(registry: Registry): ReadonlyMap<string, ScreenGuide> {
  return new Map([...registry.pages.values()].map((page) => [page.name, guideOf(registry, page)]))
}

function guideOf(registry: Registry, page: Page): ScreenGuide {
  const context = registry.contexts.find(({ name }) => name === page.name.split('.')[0])
  const commands = new Map(Object.values(page.acts ?? {}).map(({ command }) => [command.name, command]))
  return {
    name: page.name, title: page.query.title, business: context?.title ?? '', path: page.path.includes(':') ? null : page.path, permission: page.query.permission,
    acts: [...commands.values()].map(({ title, permission }) => ({ title, permission, permissionTitle: registry.permissions.get(permission) ?? permission })),
    refusals: sentencesOf([...context?.refusals ?? [], runnerRefusals]),
  }
}

/** Each sentence once, whatever its codes. */
function sentencesOf(catalogues: readonly RefusalCatalogue<string>[]): ScreenGuide['refusals'] {
  const all = catalogues.flatMap((catalogue) => Object.values<RefusalText>(catalogue.entries))
  return [...new Map(all.map(({ message, remedy, article }) => [message + remedy, { message: withoutNames(message), remedy: withoutNames(remedy), article: article ?? null }])).values()]
}

function withoutNames(sentence: string): string {
  return sentence.replaceAll(/\{\w+\}/g, '…')
}
