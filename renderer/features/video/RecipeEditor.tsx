import {
  IconArrowDown,
  IconArrowUp,
  IconChevronDown,
  IconChevronRight,
  IconGripVertical,
  IconPlus,
  IconTrash,
} from '@tabler/icons-react';
import { useRef, useState, type KeyboardEvent } from 'react';
import { stepKinds } from '#shared/domain/recipe.ts';
import { useFormat, useT } from '../../app/language.ts';
import { Button, IconButton } from '../../kit/Button.tsx';
import { cx } from '../../kit/cx.ts';
import { Menu } from '../../kit/Menu.tsx';
import { OutputForm } from './OutputForm.tsx';
import { addStep, moveStep, removeStep, type DraftStep, type Problems, type RecipeDraft } from './recipe-draft.ts';
import { StepForm } from './StepForm.tsx';
import { summariseStep } from './summarise.ts';
import styles from './Video.module.css';

interface RecipeEditorProps {
  draft: RecipeDraft;
  problems: Problems;
  onChange: (draft: RecipeDraft) => void;
}

/** The steps in the order they run: add, take away, move by key, button or drag; a form for each. */
export function RecipeEditor({ draft, problems, onChange }: RecipeEditorProps) {
  const t = useT();
  const [openKey, setOpenKey] = useState<number | null>(null);
  const dragged = useRef<number | null>(null);
  const drop = (to: number) => {
    if (dragged.current !== null) onChange(moveStep(draft, dragged.current, to));
    dragged.current = null;
  };
  return (
    <fieldset className={styles['recipe']}>
      <legend>{t('video.recipe')}</legend>
      {draft.steps.length === 0 ? <p className="muted">{t('video.noSteps')}</p> : null}
      <ol className={styles['steps']}>
        {draft.steps.map((step, index) => (
          <StepItem
            key={step.key}
            step={step}
            index={index}
            draft={draft}
            problems={problems}
            isOpen={openKey === step.key || problems.has(step.key)}
            onToggle={() => setOpenKey(openKey === step.key ? null : step.key)}
            onChange={onChange}
            onDrag={() => (dragged.current = step.key)}
            onDrop={() => drop(index)}
          />
        ))}
      </ol>
      <div className={styles['buttons']}>
        <Menu
          trigger={
            <Button size="small" icon={<IconPlus size={14} aria-hidden="true" />}>
              {t('video.addStep')}
            </Button>
          }
          entries={stepKinds.map((kind) => ({
            id: kind,
            label: t(`video.step.${kind}.name`),
            onSelect: () => {
              setOpenKey(draft.nextKey);
              onChange(addStep(draft, kind));
            },
          }))}
        />
      </div>
      <OutputForm output={draft.output} onChange={(output) => onChange({ ...draft, output })} />
    </fieldset>
  );
}

interface StepItemProps extends RecipeEditorProps {
  step: DraftStep;
  index: number;
  isOpen: boolean;
  onToggle: () => void;
  onDrag: () => void;
  onDrop: () => void;
}

function StepItem({ step, index, draft, problems, isOpen, onToggle, onChange, onDrag, onDrop }: StepItemProps) {
  const t = useT();
  const format = useFormat();
  const name = t(`video.step.${step.kind}.name`);
  const [isOver, setIsOver] = useState(false);
  const last = draft.steps.length - 1;
  const move = (to: number) => onChange(moveStep(draft, step.key, to));
  const keys = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    move(Math.max(0, Math.min(last, index + (event.key === 'ArrowUp' ? -1 : 1))));
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a drop target; the arrows and Alt+arrows do the same
    <li
      className={cx(styles['step'], isOver && styles['over'])}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        onDrop();
      }}
    >
      <div className={styles['stepHead']}>
        <span
          className={styles['grip']}
          draggable
          title={t('video.dragStep')}
          onDragStart={(event) => {
            event.dataTransfer.setData('application/x-atalaya-step', String(step.key));
            onDrag();
          }}
        >
          <IconGripVertical size={16} aria-hidden="true" />
        </span>
        <button type="button" className={styles['stepName']} aria-expanded={isOpen} onClick={onToggle} onKeyDown={keys}>
          {isOpen ? (
            <IconChevronDown size={16} aria-hidden="true" />
          ) : (
            <IconChevronRight size={16} aria-hidden="true" />
          )}
          <span>
            {index + 1}. {name}
          </span>
          <span className="muted truncate">{summariseStep(step, t, format)}</span>
        </button>
        <IconButton
          size="small"
          label={t('video.stepUp', { name })}
          icon={<IconArrowUp size={16} aria-hidden="true" />}
          disabled={index === 0}
          onClick={() => move(index - 1)}
        />
        <IconButton
          size="small"
          label={t('video.stepDown', { name })}
          icon={<IconArrowDown size={16} aria-hidden="true" />}
          disabled={index === last}
          onClick={() => move(index + 1)}
        />
        <IconButton
          size="small"
          label={t('video.removeStep', { name })}
          icon={<IconTrash size={16} aria-hidden="true" />}
          onClick={() => onChange(removeStep(draft, step.key))}
        />
      </div>
      {isOpen ? (
        <StepForm step={step} problems={problems.get(step.key) ?? {}} draft={draft} onChange={onChange} />
      ) : null}
    </li>
  );
}
