import { defineConfig } from 'vitest/config';

// One process per file: SQLite files, sockets and children are real, and a leak must stay in the file that made it.
export default defineConfig({
  test: {
    include: ['test/{unit,integration,contract,faults}/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A condition has its time on a busy machine too; one that holds is seen at once.
    expect: { poll: { timeout: 10_000 } },
    reporters: ['default', ['json', { outputFile: 'out/reports/vitest.json' }]],
  },
});
