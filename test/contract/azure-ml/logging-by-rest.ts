/** Logs through MLflow's REST API, as the client libraries do, without installing one. */
export const loggingModule = `
import json, os, urllib.request

def log(key, value, step=0):
    base = os.environ['MLFLOW_TRACKING_URI'].replace('azureml://', 'https://').rstrip('?')
    body = {'run_id': os.environ['MLFLOW_RUN_ID'], 'key': key, 'value': value, 'timestamp': step, 'step': step}
    headers = {'Authorization': 'Bearer ' + os.environ['MLFLOW_TRACKING_TOKEN'], 'Content-Type': 'application/json'}
    url = base + '/api/2.0/mlflow/runs/log-metric'
    urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), headers)).read()
`
