/** One text for each code of `shared/contract/errors.ts`: what happened, and what to do about it. */
export const errors = {
  // requests
  'request-malformed': 'That request could not be read: {{reason}}. Check how it is written and send it again.',
  'request-invalid_one': 'One value is not right. Correct it and send the request again.',
  'request-invalid_other': '{{count}} values are not right. Correct them and send the request again.',
  'request-query-invalid_one': 'One parameter of the address is not right. Correct it and try again.',
  'request-query-invalid_other': '{{count}} parameters of the address are not right. Correct them and try again.',
  'request-not-found': 'There is nothing at {{path}}. The list of addresses is at /openapi.json.',
  'request-method-not-allowed': '{{method}} does not work here. Use {{allowed}}.',
  'request-too-large': 'That request is too large: at most {{limitBytes}} fit. Send less at once.',
  'request-type-unsupported': 'Content of type {{type}} is not understood here. Send JSON.',
  'request-host-refused':
    'The console does not answer under this name. Use its own address, or add the name to the allowed hosts in Settings.',
  'request-origin-refused': 'Another website made this request, so it was refused. Use the console’s own window.',
  'request-too-deep': 'That request is nested too deeply: at most {{limit}} levels. Make it flatter.',
  'request-too-many': 'Too many requests at once. Try again in {{retryAfterSeconds}} s.',
  // access
  'auth-required': 'You need to sign in first. Open the sign-in link that the console printed, or send a token.',
  'auth-token-invalid': 'This token is not known here. Check that it was copied whole.',
  'auth-token-expired': 'Your sign-in has expired. Sign in again to go on.',
  'auth-link-used': 'This sign-in link was already used or has expired. Ask the console for a new one.',
  'auth-forbidden': 'You may not do this: it needs the “{{scope}}” permission. Ask whoever runs the console.',
  // jobs and queues
  'job-not-found': 'Job {{id}} is not here. It may have been deleted.',
  'job-state-conflict': 'Job {{id}} is now “{{state}}”, so “{{action}}” does not apply. Look at it again.',
  'job-duplicate': 'Job {{id}} already does exactly this. There is no need to add it again.',
  'job-selection-empty': 'No job matches that selection. Choose at least one.',
  'job-cancelled': 'Job {{id}} was cancelled. Retry it if you want it after all.',
  'job-interrupted':
    'The job was interrupted because the console stopped. It goes on by itself, and no attempt is lost.',
  'job-handler-missing': 'Nothing here can work on the queue “{{queue}}”. Update the console and retry the job.',
  'job-payload-invalid': 'This job’s stored instructions are not right: {{reason}}. Add it again.',
  'job-crashed': 'The job stopped unexpectedly: {{reason}}. It will be tried again.',
  'job-stalled': 'The job showed no sign of life for {{seconds}} s and was stopped. It will be tried again.',
  'queue-not-found': 'There is no queue called “{{queue}}”. Check its name.',
  'queue-paused': 'The queue “{{queue}}” is paused. Resume it to go on.',
  'view-limit-reached': 'You already have {{limit}} saved views. Delete one to save another.',
  'view-not-found': 'The saved view “{{id}}” is not here any more.',
  // video sources
  'video-source-not-found': 'There is no file at {{path}}. Check that it was not moved or renamed.',
  'video-source-not-file': '{{path}} is not a file. Choose a video file, not a folder or a device.',
  'video-source-unreadable': '{{path}} cannot be read. Check the file’s permissions.',
  'video-source-empty': '{{path}} is empty. Copy or export the video again.',
  'video-source-not-video': 'This is not a video, it looks like {{detected}}. Choose another file.',
  'video-source-no-duration': 'This video has no length: it was probably cut off while recording. Try another copy.',
  'video-source-too-large':
    'This video is {{sizeBytes}} and the limit is {{limitBytes}}. Raise the limit in Settings or use a smaller one.',
  'video-source-too-many-pixels':
    'A picture of {{width}} × {{height}} is more than can be edited. Make it smaller first.',
  'video-source-kind-unknown': '“{{value}}” is neither a file nor a link. Use a full path or an http(s) address.',
  'video-name-invalid': 'This name cannot be used: {{reason}}. Choose another one.',
  // downloads
  'download-address-refused':
    '{{host}} is an address of a private network, so nothing is fetched from it. If you trust it, allow it in Settings.',
  'download-url-invalid': '“{{url}}” is not a link that can be downloaded. Use a full http or https address.',
  'download-http-status': 'The server answered with error {{status}}. It will be tried again later.',
  'download-gone': 'The video is no longer there (the server answered {{status}}). Look for a new link.',
  'download-redirect-limit': 'The link sent us on more than {{limit}} times. Copy the final address of the video.',
  'download-html': 'The link leads to a web page, not to a video. Copy the address of the video file itself.',
  'download-empty': 'The server sent an empty file. Check the link.',
  'download-cut':
    'The download broke off after {{receivedBytes}}. The next attempt goes on from there where the server allows it.',
  'download-too-large': 'The video at this link is larger than the limit of {{limitBytes}}. Raise it in Settings.',
  'download-changed':
    'The video changed on the server half way through the download. It starts again from the beginning.',
  'download-timeout': 'The server sent nothing for {{seconds}} s. It will be tried again.',
  'download-network': 'The server could not be reached: {{reason}}. Check the connection; it will be tried again.',
  'ytdlp-missing':
    'Links to pages need the program yt-dlp, which is not installed. Install it from github.com/yt-dlp/yt-dlp or set its path in Settings.',
  'ytdlp-failed': 'yt-dlp could not get the video: {{reason}}. Updating yt-dlp often helps.',
  // recipes
  'recipe-invalid': 'Step {{step}} of the recipe is not right: {{reason}}. Correct it and add the video again.',
  'recipe-step-unknown': 'The recipe has a step “{{step}}” that this version does not know. Remove it or update.',
  'recipe-trim-outside':
    'The cut begins at {{startSeconds}} s, but the video lasts only {{durationSeconds}} s. Choose an earlier start.',
  'recipe-nothing-left': 'After the cuts nothing of the video is left. Ease the silence threshold or the trim.',
  'recipe-size-unreachable': 'This video cannot fit into {{maxBytes}} and still be watched. Allow more or shorten it.',
  'captions-invalid': 'The captions cannot be read at line {{line}}: {{reason}}. Correct the SRT file.',
  'logo-invalid': 'The picture {{path}} cannot be used as a logo. Use a PNG, JPEG or WebP file.',
  'preset-not-found': 'There is no preset called “{{id}}”. Choose another one.',
  'preset-shipped': '“{{id}}” comes with the console and cannot be changed. Save your version under another name.',
  'preset-file-invalid': 'This preset file cannot be read: {{reason}}. Export it again.',
  // ffmpeg
  'ffmpeg-missing':
    'ffmpeg was not found, and without it no video can be edited. Install it (ffmpeg.org) or set its path in Settings.',
  'ffmpeg-not-executable': 'The file {{path}} cannot be run as ffmpeg. Check the path and its permissions.',
  'ffmpeg-failed': 'ffmpeg stopped with code {{code}}: {{reason}}. The attempt’s log tells more.',
  'ffmpeg-killed': 'ffmpeg was ended from outside ({{signal}}), perhaps for lack of memory. It will be tried again.',
  'ffmpeg-stalled': 'ffmpeg made no progress for {{seconds}} s and was stopped. It will be tried again.',
  'output-invalid': 'The finished video did not pass its check: {{reason}}. It was not kept; it will be tried again.',
  'output-folder-unwritable': 'Nothing can be written to the folder {{path}}. Check its permissions or choose another.',
  // disk and database
  'disk-full':
    'The disk of {{path}} is full: {{freeBytes}} are free and {{neededBytes}} are needed. Make room and it will go on.',
  'disk-full_unknown': 'The disk of {{path}} is full. Make room and it will go on.',
  'database-read-only':
    'The database can only be read at the moment, so nothing can be changed. See Services for the cause.',
  'database-damaged':
    'The database is damaged: {{reason}}. Nothing was overwritten; restore the last backup from the backups folder.',
  'database-newer':
    'The database was written by a later version ({{found}}, this one knows {{supported}}). Update the console to open it.',
  'database-emptied':
    'The database was here before and is now gone or empty. Nothing was created in its place; restore the last backup.',
  'database-busy': 'Another program (process {{pid}}) is using the database. Close it and try again.',
  // uploads and media
  'upload-not-found': 'The upload {{id}} is not known or has expired. Start it again.',
  'upload-offset-mismatch':
    'The upload goes on at byte {{expected}}, not at {{got}}. Ask for its state and continue there.',
  'upload-incomplete': 'The upload {{id}} is not complete yet. Let it finish first.',
  'upload-limit-reached': 'At most {{limit}} uploads can run at once. Wait for one to finish.',
  'media-not-found': 'Job {{id}} has no such file. It may have been moved or deleted.',
  'media-range-invalid': 'The part asked for lies outside the file, which has {{sizeBytes}}. Load it again.',
  // settings, logs, services, system
  'setting-unknown': 'There is no setting called “{{key}}”. Check how it is spelled.',
  'setting-invalid': 'The value of {{key}} is not right: {{reason}}. Correct it and try again.',
  'setting-locked': '“{{key}}” is fixed by {{variable}}. Change it there and restart the console.',
  'secrets-unavailable':
    'The safe for passwords and tokens cannot be opened: {{reason}}. The console works on; enter the secrets again in Settings.',
  'log-file-unknown': 'There is no log file called “{{file}}”. Choose one from the list.',
  'service-not-found': 'There is no service called “{{name}}”. Choose one from the list.',
  'port-in-use':
    'Port {{port}} is already in use by {{holder}}. Close that program or choose another port in Settings.',
  'console-stopping': 'The console is closing and takes nothing new. Try again once it has started.',
  'console-unreachable': 'The console does not answer. Start it with “atalaya start”.',
  'console-already-running': 'The console is already running here (process {{pid}}). Use that one or close it first.',
  'system-action-unavailable': '“{{action}}” is not possible on this computer. It works in the desktop app.',
  'internal-error': 'Something went wrong inside the console. The details are in the logs under this error’s trace.',

  /** What `reason` may say in place of free words: `code`, or `code:value`. */
  reasons: {
    'not-json': 'it is not valid JSON',
    'not-utf8': 'it is not valid UTF-8 text',
    'wrong-type': 'it must be of type {{value}}',
    'too-small': 'it must be at least {{value}}',
    'too-big': 'it must be at most {{value}}',
    'too-short': 'it needs at least {{value}} characters',
    'too-long': 'it may have at most {{value}} characters',
    'too-few': 'it needs at least {{value}} entries',
    'too-many': 'it may have at most {{value}} entries',
    'wrong-format': 'it is not written in the expected form',
    'not-an-option': 'it must be one of: {{value}}',
    'unknown-keys': 'it has fields that are not known here: {{value}}',
    'not-a-multiple': 'it must be a multiple of {{value}}',
    invalid: 'the value is not accepted',
    'folder-missing': 'the folder does not exist',
    'key-unreadable': 'its key file cannot be read',
    tampered: 'its file was changed from outside or is damaged',
    'keychain-locked': 'the system’s keychain is locked or missing',
    'boot-only': 'it can only be set with {{value}} when the console starts',
    'upload-offset': 'its Upload-Offset header is missing or is no number',
    twice: 'it may stand there only once',
    'end-before-start': 'its end lies before its start',
    'duplicate-id': 'two presets in it have the same id',
    'srt-source': 'give either the text or a file',
    'srt-unreadable': 'the file cannot be read',
    'srt-too-large': 'the file is too large',
    'srt-empty': 'there are no captions in it',
    'srt-number': 'a number or a time was expected',
    'srt-time': 'the time is not written as 00:00:01,000 --> 00:00:02,000',
    'srt-order': 'the end does not come after the start',
    'srt-text': 'the words are missing',
    'no-picture': 'it has no picture',
    'no-sound': 'its sound is missing',
    unreadable: 'it cannot be read',
    'no-file': 'it left no file',
    taken: 'all its variants are taken',
  },

  /** What a file that is no video seems to be. */
  detected: {
    playlist: 'a playlist',
    html: 'a web page',
    xml: 'an XML document',
    zip: 'a ZIP archive',
    pdf: 'a PDF document',
    picture: 'a picture',
    audio: 'sound without a picture',
    text: 'text',
    'no-picture': 'a file without a picture',
    'many-streams': 'a file with far too many streams',
    unknown: 'something else or a damaged file',
  },
};
