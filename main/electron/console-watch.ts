import type { Client } from '#shared/contract/index.ts';
import type { LiveMessage } from '#shared/contract/live.ts';
import { settingSpecs } from '#shared/domain/settings.ts';
import type { SettingKey, SettingValue } from '#shared/domain/settings.ts';
import type { Clock } from '#platform/clock.ts';
import { sleep } from '#platform/clock.ts';
import type { Logger } from '#platform/log/logger.ts';
import { emptyGlance, glanceOf, type Glance } from './glance.ts';

export interface ConsoleWatchOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly logger: Logger;
  onGlance(glance: Glance): void;
  onSettings(): void;
}

const retryMs = 2000;

/** Follows the live feed for tray, badge and menu, as any client does: subscribe first, then read, then apply. */
export class ConsoleWatch {
  readonly #options: ConsoleWatchOptions;
  readonly #abort = new AbortController();
  readonly #settings = new Map<string, unknown>();
  #glance: Glance = emptyGlance;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: ConsoleWatchOptions) {
    this.#options = options;
  }

  get glance(): Glance {
    return this.#glance;
  }

  /** The value as the core last said it, or the default before it has. */
  setting<K extends SettingKey>(key: K): SettingValue<K> {
    const parsed = settingSpecs[key].schema.safeParse(this.#settings.get(key));
    return (parsed.success ? parsed.data : settingSpecs[key].default) as SettingValue<K>; // the spec of K parses to K's value
  }

  /** Resolves once settings and counts were read; keeps following after that. */
  async start(): Promise<void> {
    await this.#readSettings();
    this.#ended = this.#follow();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#ended;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#abort;
    while (!signal.aborted) {
      try {
        for await (const message of await this.#options.client.live.feed(undefined, { signal })) {
          await this.#apply(message);
        }
      } catch (error) {
        if (signal.aborted) return;
        this.#options.logger.warning('the live feed broke off', { error: String(error) });
      }
      await sleep(this.#options.clock, retryMs, signal).catch(() => {}); // ends early when stopped
    }
  }

  async #apply(message: LiveMessage): Promise<void> {
    if (message.kind === 'hello') return this.#readAll();
    if (message.kind !== 'batch') return;
    const changed = glanceOf(this.#glance, message);
    if (changed !== this.#glance) this.#say(changed);
    if (message.settings.length > 0) {
      await this.#readSettings();
      this.#options.onSettings();
    }
  }

  async #readAll(): Promise<void> {
    const { client } = this.#options;
    const [counts, { queues }] = await Promise.all([client.jobs.counts({}), client.queues.list()]);
    this.#say(glanceOf(this.#glance, { counts, queues }));
  }

  #say(glance: Glance): void {
    this.#glance = glance;
    this.#options.onGlance(glance);
  }

  async #readSettings(): Promise<void> {
    const { settings } = await this.#options.client.settings.list();
    for (const { key, value } of settings) this.#settings.set(key, value);
  }
}
