export const health = {
  title: 'Serviços',
};
