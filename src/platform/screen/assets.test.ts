import { describe, expect, test } from 'vitest'
import { assets, assetUrl } from './assets.ts'

const sizeOf = (name: Parameters<typeof assetUrl>[0]): number => assets().get(assetUrl(name))!.body.length

describe('the files of the staff screens', () => {
  test('the address of a file changes with its content, so that browsers may keep it for ever', () => {
    expect(assetUrl('yakuba.css')).toMatch(/^\/assets\/yakuba\.[0-9a-f]{10}\.css$/)
    expect([...assets().keys()]).toHaveLength(4)
    expect(assets().get(assetUrl('yakuba.css'))!.etag).toBe(`"${assetUrl('yakuba.css').split('.')[1]}"`)
  })

  test('the style sheet stays within 40 KB and the two scripts together within 50 KB', () => {
    expect(sizeOf('yakuba.css')).toBeLessThanOrEqual(40 * 1024)
    expect(sizeOf('yakuba.js') + sizeOf('htmx.min.js')).toBeLessThanOrEqual(50 * 1024)
  })

  test('the first screen after the sign-in, with all its files, leaves 55 KB of 150 for the page itself', () => {
    expect([...assets().values()].reduce((sum, asset) => sum + asset.body.length, 0)).toBeLessThanOrEqual(95 * 1024)
  })

  test('the served script is still a program', () => {
    const text = Buffer.from(assets().get(assetUrl('yakuba.js'))!.body).toString('utf8')
    expect(() => new Function(text)).not.toThrow()
    expect(text).not.toContain('@type')
  })
})
