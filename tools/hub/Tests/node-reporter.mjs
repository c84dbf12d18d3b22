// One JSON line per finished test of `node --test`, for the test command to count.
export default async function* report(source) {
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite' && type === 'test:pass') continue;
    const error = data.details?.error;
    // The file itself counts only when it broke before, or beside, its tests.
    if (data.name === data.file && type === 'test:pass') continue;
    if (error?.failureType === 'subtestsFailed') continue;
    yield JSON.stringify({
      name: data.name,
      file: data.file ?? '',
      outcome: data.skip !== undefined || data.todo !== undefined ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed',
      message: error ? String(error.cause?.message ?? error.cause ?? error.message) : '',
    }) + '\n';
  }
}
