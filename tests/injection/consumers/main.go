// SPDX-License-Identifier: Apache-2.0

// The libraries that docker compose, kubectl and kustomize read their files with.
//
//	consumers compose FILE...          the services of these files, merged, as JSON
//	consumers patch MANIFEST PATCH     the manifest with a strategic-merge patch on it, as JSON
//	consumers kustomize DIRECTORY      what a kustomization makes, as YAML
//	consumers restricted MANIFEST      nothing when its pod passes Pod Security's "restricted"; else what it breaks
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

var kinds = map[string]any{
	"Pod":         corev1.Pod{},
	"Job":         batchv1.Job{},
	"CronJob":     batchv1.CronJob{},
	"Deployment":  appsv1.Deployment{},
	"StatefulSet": appsv1.StatefulSet{},
	"DaemonSet":   appsv1.DaemonSet{},
}

func compose(files []string) ([]byte, error) {
	options, err := cli.NewProjectOptions(files, cli.WithOsEnv, cli.WithName("test"))
	if err != nil {
		return nil, err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return nil, err
	}
	return json.Marshal(project.Services)
}

func asJSON(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return yaml.YAMLToJSON(text)
}

func patch(manifest, patch string) ([]byte, error) {
	original, err := asJSON(manifest)
	if err != nil {
		return nil, err
	}
	change, err := asJSON(patch)
	if err != nil {
		return nil, err
	}
	var object struct{ Kind string }
	if err := json.Unmarshal(original, &object); err != nil {
		return nil, err
	}
	return strategicpatch.StrategicMergePatch(original, change, kinds[object.Kind])
}

func kustomize(directory string) ([]byte, error) {
	result, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), directory)
	if err != nil {
		return nil, err
	}
	return result.AsYaml()
}

func restricted(manifest string) ([]byte, error) {
	text, err := asJSON(manifest)
	if err != nil {
		return nil, err
	}
	var pod corev1.Pod
	if err := json.Unmarshal(text, &pod); err != nil {
		return nil, err
	}
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks())
	if err != nil {
		return nil, err
	}
	level := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	result := policy.AggregateCheckResults(evaluator.EvaluatePod(level, &pod.ObjectMeta, &pod.Spec))
	if !result.Allowed {
		return nil, fmt.Errorf("%s", result.ForbiddenDetail())
	}
	return nil, nil
}

func main() {
	var out []byte
	var err error
	switch os.Args[1] {
	case "compose":
		out, err = compose(os.Args[2:])
	case "patch":
		out, err = patch(os.Args[2], os.Args[3])
	case "kustomize":
		out, err = kustomize(os.Args[2])
	case "restricted":
		out, err = restricted(os.Args[2])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Stdout.Write(out)
}
