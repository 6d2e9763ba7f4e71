export const analytics = {
  title: 'Overview',
};
