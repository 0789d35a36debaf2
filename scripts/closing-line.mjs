/**
 * Prints `N passed, N failed` from Vitest's JSON report, and fails when anything did.
 * `node scripts/closing-line.mjs REPORT TESTS_EXIT FAILED_STEPS`: the exit code of the test run, and how many steps beside
 * it failed, which count as one failure each.
 */
import { readFileSync } from 'node:fs';

const [, , reportFile = '', testsExit = '0', failedSteps = '0'] = process.argv;

const tests = () => {
  try {
    const report = JSON.parse(readFileSync(reportFile, 'utf8'));
    const brokenFiles = report.testResults.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
    );
    const failed = report.numFailedTests + brokenFiles.length;
    // an error outside of every test fails the run and belongs to none
    const unexplained = failed === 0 && (!report.success || testsExit !== '0');
    return { passed: report.numPassedTests, failed: unexplained ? 1 : failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
};

const { passed, failed } = tests();
const allFailed = failed + Number(failedSteps);
process.stdout.write(`${passed} passed, ${allFailed} failed\n`);
process.exitCode = allFailed === 0 && passed > 0 ? 0 : 1;
