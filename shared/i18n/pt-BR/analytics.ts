export const analytics = {
  title: 'Painel',
};
