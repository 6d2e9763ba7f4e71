import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { reconnectDelayMs } from '../../renderer/app/backoff.ts';
import { ClientError, toClientError } from '../../renderer/app/client-error.ts';
import { matchKeys, sequenceMs, type KeyPress } from '../../renderer/app/keys.ts';
import { languageOf, localeOf, parsePreferences } from '../../renderer/app/preferences.ts';
import { rankCommands, scoreMatch } from '../../renderer/app/rank.ts';
import { codeOf } from '../../renderer/features/access/sign-in-code.ts';

const press = (key: string, changes: Partial<KeyPress> = {}): KeyPress => ({
  key,
  hasMod: false,
  hasAlt: false,
  hasShift: false,
  atMs: 0,
  ...changes,
});

describe('shortcuts', () => {
  it('match modifiers exactly, and signs whatever the keyboard needs to type them [Z08]', () => {
    expect(matchKeys('mod+k', press('k', { hasMod: true }), null)).toBe(true);
    expect(matchKeys('mod+k', press('k'), null)).toBe(false);
    expect(matchKeys('k', press('k', { hasMod: true }), null)).toBe(false);
    expect(matchKeys('x', press('X', { hasShift: true }), null)).toBe(false);
    expect(matchKeys('shift+x', press('X', { hasShift: true }), null)).toBe(true);
    expect(matchKeys('?', press('?', { hasShift: true }), null)).toBe(true);
    expect(matchKeys('space', press(' '), null)).toBe(true);
  });

  it('take a sequence only when its second key comes soon after the first [Z08]', () => {
    expect(matchKeys('g q', press('q', { atMs: 500 }), press('g'))).toBe(true);
    expect(matchKeys('g q', press('q', { atMs: sequenceMs + 1 }), press('g'))).toBe(false);
    expect(matchKeys('g q', press('q'), null)).toBe(false);
    expect(matchKeys('g ,', press(',', { atMs: 10 }), press('g'))).toBe(true);
  });
});

describe('the palette', () => {
  it('finds words without their accents, beginnings before insides [Z08]', () => {
    expect(scoreMatch('anadir', 'Añadir vídeos')).toBe(4);
    expect(scoreMatch('video', 'Añadir vídeos')).toBe(3);
    expect(scoreMatch('adv', 'Añadir vídeos')).toBe(1);
    expect(scoreMatch('zz', 'Añadir vídeos')).toBe(0);
  });

  it('puts records first, then actions, pages and settings, the better match first [Z08]', () => {
    const ranked = rankCommands('co', [
      { title: 'Color scheme', group: 'settings' as const },
      { title: 'Disco', group: 'pages' as const },
      { title: 'Cola', group: 'pages' as const },
      { title: '42 · concert.mp4', words: 'co', group: 'records' as const },
    ]);
    expect(ranked.map(({ title }) => title)).toEqual(['42 · concert.mp4', 'Cola', 'Disco', 'Color scheme']);
  });
});

describe('preferences', () => {
  it('keep only known keys of the right type [Z08]', () => {
    const parsed = parsePreferences({ theme: 'dark', refreshSeconds: '30', evil: 1, singleKeyShortcuts: false });
    expect(parsed).toMatchObject({ theme: 'dark', refreshSeconds: 30, singleKeyShortcuts: false });
    expect(parsed).not.toHaveProperty('evil');
    expect(Object.keys(parsePreferences(JSON.parse('{"__proto__":{}}')))).not.toContain('__proto__');
    expect(parsePreferences('nonsense').theme).toBe('auto');
  });

  it('speak the system language when it is one of ours, and write numbers in its region [Z08]', () => {
    const auto = parsePreferences(null);
    expect(languageOf(auto, 'pt-PT,en')).toBe('pt-BR');
    expect(languageOf(auto, 'de-DE')).toBe('en');
    expect(localeOf(auto, 'es-MX')).toBe('es-MX');
    expect(localeOf({ ...auto, language: 'es' }, 'en-US')).toBe('es');
    expect(localeOf({ ...auto, region: 'en-GB' }, 'es-MX')).toBe('en-GB');
  });
});

describe('failures of operations', () => {
  it('keep the code, parameters, trace and issues of an answer [Z08]', () => {
    const data = {
      code: 'setting-invalid',
      params: { key: 'workers', reason: 'big' },
      message: 'no',
      trace: 'abc',
      issues: [{ path: ['changes', 'workers'], code: 'too_big', params: { maximum: 64 } }],
    };
    const error = toClientError(new ORPCError('setting-invalid', { status: 422, data }));
    expect(error).toMatchObject({ code: 'setting-invalid', params: { key: 'workers' }, trace: 'abc' });
    expect(error.issues[0]?.path).toEqual(['changes', 'workers']);
  });

  it('call everything that is no answer an unreachable console [Z08]', () => {
    expect(toClientError(new Error('socket hang up')).code).toBe('console-unreachable');
    expect(toClientError(new ORPCError('UNAUTHORIZED')).code).toBe('auth-required');
    const known = new ClientError({ code: 'queue-paused' });
    expect(toClientError(known)).toBe(known);
  });
});

describe('reconnecting', () => {
  it('waits longer each time, never more than fifteen seconds, with full jitter [Z08]', () => {
    expect(reconnectDelayMs(0, () => 1)).toBe(600);
    expect(reconnectDelayMs(3, () => 1)).toBe(4100);
    expect(reconnectDelayMs(60, () => 1)).toBe(15_100);
    expect(reconnectDelayMs(60, () => 0)).toBe(100);
  });
});

describe('the sign-in code', () => {
  it('is found in a link, behind a hash and on its own, and nowhere else [Z08]', () => {
    expect(codeOf('http://127.0.0.1:5002/sign-in#code=aB3-x_')).toBe('aB3-x_');
    expect(codeOf('#code=a%2Bb')).toBe('a+b');
    expect(codeOf('  plain-code ')).toBe('plain-code');
    expect(codeOf('')).toBe('');
    expect(codeOf('http://127.0.0.1:5002/')).toBe('');
  });
});
