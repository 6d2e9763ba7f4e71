export const health = {
  title: 'Services',
};
