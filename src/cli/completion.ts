import { parse, Streams } from './command';
import { commands, CommandWords, everywhere, OptionWords } from './words';
import { rules } from '../rules';

/** `lambda-failsafe completion`: for bash, and for zsh, which reads the same by its `bashcompinit`. */
export function completionCommand(args: readonly string[], streams: Streams): number {
  parse(args, commands.completion);
  const all = Object.entries<CommandWords>(commands);
  const ids = rules.map(({ id }) => id).join(' ');
  const choices = all.flatMap(([name, { options }]) => Object.entries(options).flatMap(([option, { takes }]) => (
    typeof takes === 'object' ? [`    ${name}:--${option}) words='${takes.join(' ')}' ;;`] : takes?.startsWith('RULE') ? [`    ${name}:--${option}) words='${ids}' ;;`] : takes ? [`    ${name}:--${option}) files=yes ;;`] : []
  )));
  streams.out(`# For ~/.bashrc or ~/.zshrc:  source <(lambda-failsafe completion)
if [ -n "\${ZSH_VERSION:-}" ]; then autoload -Uz compinit bashcompinit && compinit && bashcompinit; fi
_lambda_failsafe() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" words='' files=''
  case "\${COMP_WORDS[1]}:$before" in
${choices.join('\n')}
    *) if [ "$COMP_CWORD" -eq 1 ]; then words='${[...all.map(([name]) => name), 'help', '--help', '--version'].join(' ')}'
      else case "\${COMP_WORDS[1]}:$current" in
${all.map(([name, { options }]) => `        ${name}:-*) words='${flags({ ...options, ...everywhere })}' ;;`).join('\n')}
        explain:*) words='${ids}' ;;
        help:*) words='${all.map(([name]) => name).join(' ')}' ;;
        *) files=yes ;;
      esac; fi ;;
  esac
  COMPREPLY=()
  local word
  if [ -n "$files" ]; then while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
  else while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$words" -- "$current"); fi
}
complete -o filenames -F _lambda_failsafe lambda-failsafe
`);
  return 0;
}

const flags = (options: { readonly [name: string]: OptionWords }) => Object.keys(options).map((name) => `--${name}`).join(' ');
