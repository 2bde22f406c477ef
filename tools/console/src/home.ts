// What the server was started with: the estate that is shown when an address names none.
export const home = { estate: 'nayatel' };
