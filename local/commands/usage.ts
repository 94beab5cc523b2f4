export const usage = `Runs Azure Pipelines on this machine, against an Azure of its own.

  npm run local -- run FILE.yml [options]   run a pipeline
      --var NAME=VALUE        replaces a variable of the pipeline (may be repeated)
      --out DIR               where log.txt, logs/, artifacts/, report.html and summary.json go
                              (default: out/<build number>, and out/latest leads to it)
      --state DIR             keeps local Azure and the numbers of builds (default: the user's cache)
      --har FILE              records the traffic with local Azure
      --node PATH             node binary that runs the tasks (default: the one that runs this)
      --keep                  leaves local Azure serving when the run has ended
      --data PREFIX=DIR       folder on this machine for remote data (may be repeated)
      --connection NAME=FILE  a further service connection (may be repeated)
      --rerun                 takes the last build up again; FILE may be left out

  npm run local -- azure [--port N] [--har FILE] [--state DIR] [--data PREFIX=DIR]...
      local Azure alone; prints one JSON line that describes it, ends on Ctrl-C

  npm run local -- reset [--state DIR]
      ends local Azure and deletes its state
`
