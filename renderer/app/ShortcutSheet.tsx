import { Dialog } from '../kit/Dialog.tsx';
import { SwitchField } from '../kit/Field.tsx';
import { KeyHint } from '../kit/KeyHint.tsx';
import { useT } from './language.ts';
import { usePreferences } from './preferences.ts';
import { useSavePreference } from './save-preference.ts';
import styles from './Overlays.module.css';
import { closeShortcutSheet, useSheet } from './sheet.ts';
import { useShortcuts } from './shortcuts.ts';

/** All keys that act now, by group, and the switch for single keys (WCAG 2.1.4). */
export function ShortcutSheet() {
  const t = useT();
  const isOpen = useSheet((state) => state.isOpen);
  const list = useShortcuts((state) => state.list);
  const areSingleKeysOn = usePreferences((state) => state.singleKeyShortcuts);
  const save = useSavePreference();
  const newest = new Map(list.map((item) => [item.keys, item]));
  const groups = Map.groupBy(newest.values(), (item) => item.group);
  return (
    <Dialog isOpen={isOpen} onClose={closeShortcutSheet} title={t('common.shortcuts.title')} size={560}>
      <div className={styles['sheet']}>
        {[...groups].map(([group, items]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl className={styles['keys']}>
              {items.map((item) => (
                <div key={item.keys} className={styles['keyRow']}>
                  <dt>{item.label}</dt>
                  <dd>
                    <span className="visually-hidden">{item.keys.replace('mod', 'Ctrl')}</span>
                    <KeyHint keys={item.keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <SwitchField
          label={t('common.shortcuts.single')}
          hint={t('common.shortcuts.singleHint')}
          isOn={areSingleKeysOn}
          onChange={(singleKeyShortcuts) => save({ singleKeyShortcuts })}
        />
      </div>
    </Dialog>
  );
}
