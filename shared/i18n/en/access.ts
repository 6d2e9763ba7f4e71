export const access = {
  title: 'Sign in',
  heading: 'Sign in to Atalaya',
  how: 'Open the one-time link that the console prints when it starts, or paste its code here. For a new link, start the console again:',
  code: 'Link or code',
  signIn: 'Sign in',
};
