import { IconSearchOff } from '@tabler/icons-react';
import { useRef } from 'react';
import { useT } from '../../app/language.ts';
import { Loaded } from '../../app/Loaded.tsx';
import { Page } from '../../app/Page.tsx';
import { useSearchValues, useSetSearch } from '../../app/search.ts';
import { useShortcut } from '../../app/shortcuts.ts';
import { useSystemInfo } from '../../app/system-info.ts';
import type { Outputs } from '#shared/contract/index.ts';
import { Button } from '../../kit/Button.tsx';
import { Card } from '../../kit/Card.tsx';
import { TextField } from '../../kit/Field.tsx';
import { EmptyState } from '../../kit/States.tsx';
import { AboutCard } from './AboutCard.tsx';
import { groupSettings, isOfDesk } from './fields.ts';
import { SettingRow } from './SettingRow.tsx';
import styles from './settings.module.css';
import { useSettings } from './use-settings.ts';

type Answer = Outputs['settings']['list'];

function Groups({ answer, search, onClear }: { answer: Answer; search: string; onClear: () => void }) {
  const t = useT();
  const textsOf = (key: string) => ({
    label: t(`settings.key.${key}.label`, { defaultValue: key }),
    hint: t(`settings.key.${key}.hint`, { defaultValue: '' }),
  });
  const hasDesk = useSystemInfo().data?.can.launchAtLogin ?? true;
  const settings = hasDesk ? answer.settings : answer.settings.filter((setting) => !isOfDesk(setting));
  const groups = groupSettings(settings, search, textsOf);
  if (groups.length === 0)
    return (
      <EmptyState
        icon={<IconSearchOff size={32} stroke={1.5} aria-hidden="true" />}
        title={t('settings.noneMatch', { search })}
        actions={<Button onClick={onClear}>{t('settings.clearSearch')}</Button>}
      />
    );
  return (
    <div className={styles['layout']}>
      <nav className={styles['index']} aria-label={t('settings.groups')}>
        {groups.map(({ group }) => (
          <a key={group} href={`#group-${group}`}>
            {t(`settings.group.${group}`, { defaultValue: group })}
          </a>
        ))}
        <a href="#about">{t('settings.about.title')}</a>
      </nav>
      <div className={styles['groups']}>
        {groups.map(({ group, settings }) => (
          <div key={group} id={`group-${group}`}>
            <Card title={t(`settings.group.${group}`, { defaultValue: group })} isFlush>
              <ul>
                {settings.map((setting) => (
                  <SettingRow key={setting.key} setting={setting} texts={textsOf(setting.key)} />
                ))}
              </ul>
            </Card>
          </div>
        ))}
        <p className={styles['note']}>{t(`settings.secretStore.${answer.secretStore}`)}</p>
        <div id="about">
          <AboutCard />
        </div>
      </div>
    </div>
  );
}

/** Every setting with its default, its lock and its reset; the search looks through names, hints and variables. */
export function SettingsPage() {
  const t = useT();
  const query = useSettings();
  const setSearch = useSetSearch();
  const values = useSearchValues();
  const search = typeof values['q'] === 'string' || typeof values['q'] === 'number' ? String(values['q']) : '';
  const field = useRef<HTMLDivElement>(null);
  useShortcut({
    keys: '/',
    label: t('settings.search'),
    group: t('common.shortcuts.page'),
    run: () => field.current?.querySelector('input')?.focus(),
  });
  return (
    <Page
      title={t('settings.title')}
      actions={
        <div ref={field} className={styles['search']} role="search">
          <TextField
            label={t('settings.search')}
            isLabelHidden
            type="search"
            placeholder={t('settings.search')}
            value={search}
            onChange={(text) => setSearch({ q: text === '' ? undefined : text })}
          />
        </div>
      }
    >
      <Loaded query={query} rows={12}>
        {(answer) => <Groups answer={answer} search={search} onClear={() => setSearch({ q: undefined })} />}
      </Loaded>
    </Page>
  );
}
