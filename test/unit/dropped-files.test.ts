import { expect, test } from 'vitest';
import { takeDroppedFiles, type DroppedEntry, type DroppedItem } from '../../renderer/features/video/dropped-files.ts';

type Tree = { readonly [name: string]: Tree | null };

/** Entries as Chromium hands them out: a folder's come two at a time, then none. */
function entryOf(name: string, tree: Tree | null): DroppedEntry {
  if (tree === null) return { name, isDirectory: false, file: (done) => done(new File([], name)) };
  const createReader = () => {
    const rest = Object.entries(tree).map(([child, below]) => entryOf(child, below));
    return { readEntries: (done: (entries: DroppedEntry[]) => void) => done(rest.splice(0, 2)) };
  };
  return { name, isDirectory: true, createReader };
}

const itemOf = (name: string, tree: Tree | null): DroppedItem => ({
  getAsFile: () => new File([], name),
  webkitGetAsEntry: () => entryOf(name, tree),
});

const namesOf = async (...items: DroppedItem[]): Promise<string[]> =>
  (await takeDroppedFiles(items)).map((file) => file.name);

test('of a dropped folder come the files in it and below, in the order of their names', async () => {
  const folder = {
    'c.mp4': null,
    'b.mov': null,
    'notes.txt': null,
    deeper: { 'z.mkv': null, 'a.jpg': null },
    'a.webm': null,
  };
  expect(await namesOf(itemOf('shoot', folder))).toEqual(['a.webm', 'b.mov', 'c.mp4', 'a.jpg', 'z.mkv', 'notes.txt']);
});

test('dropped files come as they are, videos or not, beside folders', async () => {
  const items = [itemOf('one.mp4', null), itemOf('empty', {}), itemOf('photo.jpg', null)];
  expect(await namesOf(...items)).toEqual(['one.mp4', 'photo.jpg']);
});

test('a folder that holds a disk is left after a thousand files and eight levels', async () => {
  const many = Object.fromEntries(Array.from({ length: 1200 }, (_, index) => [`${index}.mp4`, null]));
  expect(await namesOf(itemOf('many', many))).toHaveLength(1000);
  let deep: Tree = { 'deep.mp4': null };
  for (let level = 0; level < 20; level += 1) deep = { deep };
  expect(await namesOf(itemOf('deep', deep))).toEqual([]);
});

test('where the browser tells of no entries, the files are taken', async () => {
  const item = { getAsFile: () => new File([], 'one.mp4'), webkitGetAsEntry: () => null };
  expect(await namesOf(item)).toEqual(['one.mp4']);
});
