"""What a data scientist does with the official client; facts go to standard output, one JSON object a line.

usage: use.py DESCRIPTION FOLDER
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from session import connect, enter_environment


def tell(**facts):
    print("FACT " + json.dumps(facts, default=str), flush=True)


def create_compute(client):
    from azure.ai.ml.entities import AmlCompute

    cluster = AmlCompute(name="official", size="STANDARD_DS3_V2", min_instances=0, max_instances=2)
    made = client.compute.begin_create_or_update(cluster).result()
    tell(compute=made.name, size=made.size, state=made.provisioning_state)
    tell(clusters=sorted(compute.name for compute in client.compute.list()))


def read_cluster(client, name):
    """A cluster that the task of this project made, reused or updated, as the official client sees it."""
    cluster = client.compute.get(name)
    tell(
        cluster=cluster.name,
        state=cluster.provisioning_state,
        size=cluster.size,
        tier=cluster.tier,
        min=cluster.min_instances,
        max=cluster.max_instances,
        idle=cluster.idle_time_before_scale_down,
        ssh=cluster.ssh_public_access_enabled,
        identity=cluster.identity.type if cluster.identity else None,
        public=cluster.enable_node_public_ip,
        description=cluster.description,
        tags=cluster.tags,
    )


def run(client, file, **changes):
    """Submits a job file and follows it as `az ml job create --stream` does."""
    from azure.ai.ml import load_job

    job = client.jobs.create_or_update(load_job(file), **changes)
    client.jobs.stream(job.name)
    ended = client.jobs.get(job.name)
    tell(job=ended.name, type=ended.type, status=ended.status)
    return ended


def register(client, job, folder):
    from azure.ai.ml.entities import Model

    path = f"azureml://jobs/{job.name}/outputs/model"
    model = client.models.create_or_update(Model(name="official", path=path, type="custom_model"))
    tell(model=model.name, version=model.version)
    client.models.download(model.name, model.version, download_path=folder / "home")


def read_back(client, name):
    """What the task of this project registered."""
    [model] = client.models.list(name=name)
    tell(theirs=model.name, version=model.version, type=model.type, job=model.job_name, tags=model.tags)
    job = client.jobs.get(model.job_name)
    tell(trainedBy=job.name, status=job.status, tags=job.tags, experiment=job.experiment_name)
    client.models.download(model.name, model.version, download_path="theirs")


def main(description, folder):
    client = connect(description)
    create_compute(client)
    for name in ("cpu-cluster", "reused", "updated"):
        read_cluster(client, name)
    job = run(client, folder / "job.yml")
    register(client, job, folder)
    pipeline = run(client, folder / "pipeline.yml")
    tell(steps=sorted(child.display_name for child in client.jobs.list(parent_job_name=pipeline.name)))
    read_back(client, "ours")


if __name__ == "__main__":
    enter_environment()
    main(sys.argv[1], Path(sys.argv[2]))
