/** A tool that makes code of an OpenAPI document, and how its code is tried. */
export interface Generator {
  readonly name: string;
  /** The command that the tool and its code need. */
  readonly needs: "python3" | "java" | "go" | "node";
  /** What is installed to have it, with exact versions, by the client of its registry. */
  readonly install: { readonly pip?: readonly string[]; readonly npm?: readonly string[]; readonly go?: string };
  /** Which documents it reads. */
  readonly bundle: "plain" | "plain-3.0";
  /** What a user has to say beside input and output. */
  readonly options?: string;
  /** The command that generates. Its first word is looked for where the tool was installed. */
  readonly generate: (input: string) => readonly string[];
  /** Files that are written beside the generated ones before they are compiled. */
  readonly files?: Readonly<Record<string, string>>;
  /** The command that compiles what was generated, or loads it. */
  readonly compile: readonly string[];
  /** The program that calls InvokeModel of `BUNDLE`, and prints what the model said: its files, and how it is run. */
  readonly call: {
    readonly files: Readonly<Record<string, string>>;
    readonly commands: readonly (readonly string[])[];
  };
}

/** The document whose InvokeModel is called. */
export const BUNDLE = "meta-llama";

const OPENAPI_GENERATOR = "openapi-generator-cli==7.26.0";
const PYTHON_LIBRARIES = ["python-dateutil==4.0.0", "urllib3==2.8.0", "pydantic==2.14.4", "typing-extensions==4.16.0"];

const TSC =
  "tsc --noEmit --strict --skipLibCheck --target es2024 --lib es2024,dom,dom.iterable --module esnext --moduleResolution bundler --allowImportingTsExtensions".split(
    " ",
  );
const BUNDLE_CALL = "esbuild call.ts --bundle --platform=node --format=esm --outfile=call.mjs --log-level=error".split(
  " ",
);

function typescriptCall(text: string): Generator["call"] {
  return {
    files: { "call.ts": `declare const process: { env: { URL: string; MODEL: string } };\n${text}` },
    commands: [[...TSC, "call.ts"], BUNDLE_CALL, ["node", "call.mjs"]],
  };
}

/** Every generator that is tried. */
export const generators: readonly Generator[] = [
  {
    name: "hey-api",
    needs: "node",
    install: { npm: ["@hey-api/openapi-ts@0.99.0", "typescript@5.9.3"] },
    bundle: "plain",
    generate: (input) => ["openapi-ts", "-i", input, "-o", "out"],
    compile: [...TSC, "out/index.ts"],
    call: typescriptCall(`import { client } from "./out/client.gen.ts";
import { invokeModel } from "./out/index.ts";
client.setConfig({ baseUrl: process.env.URL });
const { data, error } = await invokeModel({ path: { modelId: process.env.MODEL }, body: { prompt: "Hello" } });
if (data === undefined) throw new Error(JSON.stringify(error));
console.log(data.generation);
`),
  },
  {
    name: "orval",
    needs: "node",
    install: { npm: ["orval@8.38.0", "typescript@5.9.3"] },
    bundle: "plain",
    options: "client `fetch`; the caller encodes path parameters",
    generate: (input) => ["orval", "--input", input, "--output", "out/api.ts", "--client", "fetch"],
    compile: [...TSC, "out/api.ts"],
    call: typescriptCall(`import { invokeModel } from "./out/api.ts";
const real = fetch;
globalThis.fetch = (path, options) => real(new URL(String(path), process.env.URL), options);
const said = await invokeModel(encodeURIComponent(process.env.MODEL), { prompt: "Hello" });
if (said.status !== 200) throw new Error(JSON.stringify(said.data));
console.log(said.data.generation);
`),
  },
  {
    name: "openapi-generator typescript-fetch",
    needs: "java",
    install: { pip: [OPENAPI_GENERATOR], npm: ["typescript@5.9.3"] },
    bundle: "plain",
    generate: (input) => ["openapi-generator-cli", "generate", "-i", input, "-g", "typescript-fetch", "-o", "out"],
    compile: [...TSC, "out/index.ts"],
    call: typescriptCall(`import { Configuration, InferenceApi } from "./out/index.ts";
const api = new InferenceApi(new Configuration({ basePath: process.env.URL }));
const said = await api.invokeModel({ modelId: process.env.MODEL, metaLlamaRequest: { prompt: "Hello" } });
console.log(said.generation);
`),
  },
  {
    name: "openapi-generator python",
    needs: "java",
    install: { pip: [OPENAPI_GENERATOR, ...PYTHON_LIBRARIES] },
    bundle: "plain",
    generate: (input) => ["openapi-generator-cli", "generate", "-i", input, "-g", "python", "-o", "out"],
    compile: ["python", "-c", "import sys; sys.path.insert(0, 'out'); from openapi_client import *"],
    call: {
      files: {
        "call.py": `import os, sys
sys.path.insert(0, "out")
import openapi_client as api
with api.ApiClient(api.Configuration(host=os.environ["URL"])) as client:
    request = api.MetaLlamaRequest(prompt="Hello")
    print(api.InferenceApi(client).invoke_model(os.environ["MODEL"], meta_llama_request=request).generation)
`,
      },
      commands: [["python", "call.py"]],
    },
  },
  {
    name: "openapi-generator java",
    needs: "java",
    install: { pip: [OPENAPI_GENERATOR] },
    bundle: "plain",
    options: "library `native`, `useSingleRequestParameter=true`",
    generate: (input) => [
      ...["openapi-generator-cli", "generate", "-i", input, "-g", "java", "-o", "out", "--library", "native"],
      ...["--additional-properties", "useSingleRequestParameter=true"],
    ],
    compile: ["mvn", "-q", "-f", "out/pom.xml", "compile"],
    call: {
      files: {
        "out/src/main/java/Call.java": `import org.openapitools.client.ApiClient;
import org.openapitools.client.api.InferenceApi;
import org.openapitools.client.model.MetaLlamaRequest;

public class Call {
  public static void main(String[] arguments) throws Exception {
    ApiClient client = new ApiClient();
    client.updateBaseUri(System.getenv("URL"));
    var request = InferenceApi.APIInvokeModelRequest.newBuilder()
        .modelId(System.getenv("MODEL")).metaLlamaRequest(new MetaLlamaRequest().prompt("Hello")).build();
    System.out.println(new InferenceApi(client).invokeModel(request).getGeneration());
  }
}
`,
      },
      commands: [
        [
          "mvn",
          "-q",
          "-f",
          "out/pom.xml",
          "compile",
          "org.codehaus.mojo:exec-maven-plugin:3.6.2:java",
          "-Dexec.mainClass=Call",
        ],
      ],
    },
  },
  {
    name: "openapi-generator go",
    needs: "java",
    install: { pip: [OPENAPI_GENERATOR] },
    bundle: "plain",
    generate: (input) => ["openapi-generator-cli", "generate", "-i", input, "-g", "go", "-o", "out"],
    compile: ["go", "build", "-C", "out", "."],
    call: {
      files: {
        "out/call/main.go": `package main

import (
	"context"
	"fmt"
	"os"

	api "github.com/GIT_USER_ID/GIT_REPO_ID"
)

func main() {
	configuration := api.NewConfiguration()
	configuration.Servers = api.ServerConfigurations{{URL: os.Getenv("URL")}}
	client := api.NewAPIClient(configuration)
	request := client.InferenceAPI.InvokeModel(context.Background(), os.Getenv("MODEL"))
	said, _, err := request.MetaLlamaRequest(*api.NewMetaLlamaRequest("Hello")).Execute()
	if err != nil {
		panic(err)
	}
	fmt.Println(said.GetGeneration())
}
`,
      },
      commands: [["go", "run", "-C", "out", "./call"]],
    },
  },
  {
    name: "oapi-codegen",
    needs: "go",
    install: { go: "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2" },
    bundle: "plain-3.0",
    options: "`-generate types,client`, `-response-type-suffix Reply`",
    generate: (input) => [
      ...["oapi-codegen", "-generate", "types,client", "-response-type-suffix", "Reply"],
      ...["-package", "api", "-o", "out/api.go", input],
    ],
    files: {
      "out/go.mod": "module example.com/api\n\ngo 1.24\n\nrequire github.com/oapi-codegen/runtime v1.9.0\n",
    },
    compile: ["go", "build", "-C", "out", "."],
    call: {
      files: {
        "out/call/main.go": `package main

import (
	"context"
	"fmt"
	"os"

	"example.com/api"
)

func main() {
	client, err := api.NewClientWithResponses(os.Getenv("URL"))
	if err != nil {
		panic(err)
	}
	request := api.MetaLlamaRequest{Prompt: "Hello"}
	said, err := client.InvokeModelWithResponse(context.Background(), os.Getenv("MODEL"), nil, request)
	if err != nil {
		panic(err)
	}
	if said.JSON200 == nil {
		panic(string(said.Body))
	}
	fmt.Println(said.JSON200.Generation)
}
`,
      },
      commands: [["go", "run", "-C", "out", "./call"]],
    },
  },
  {
    name: "openapi-python-client",
    needs: "python3",
    install: { pip: ["openapi-python-client==0.29.1"] },
    bundle: "plain",
    generate: (input) => [
      "openapi-python-client",
      "generate",
      "--path",
      input,
      "--output-path",
      "out",
      "--meta",
      "none",
      "--overwrite",
    ],
    compile: ["python", "-c", "import out.models, out.client"],
    call: {
      files: {
        "call.py": `import os
from out import Client
from out.api.inference import invoke_model
from out.models import MetaLlamaRequest
request = MetaLlamaRequest(prompt="Hello")
print(invoke_model.sync(os.environ["MODEL"], client=Client(os.environ["URL"]), body=request).generation)
`,
      },
      commands: [["python", "call.py"]],
    },
  },
  {
    name: "datamodel-code-generator",
    needs: "python3",
    install: { pip: ["datamodel-code-generator==0.89.0", "pydantic==2.14.4"] },
    bundle: "plain",
    options: "`--output-model-type pydantic_v2.BaseModel`; models only",
    generate: (input) => [
      ...["datamodel-codegen", "--input", input, "--input-file-type", "openapi"],
      ...["--output", "models.py", "--output-model-type", "pydantic_v2.BaseModel"],
    ],
    compile: ["python", "-c", "import models"],
    call: {
      files: {
        "call.py": `import os, urllib.request, models
body = models.MetaLlamaRequest(prompt="Hello").model_dump_json(exclude_none=True, by_alias=True).encode()
url = os.environ["URL"] + "/model/" + os.environ["MODEL"] + "/invoke"
request = urllib.request.Request(url, body, {"content-type": "application/json"})
print(models.MetaLlamaResponse.model_validate_json(urllib.request.urlopen(request).read()).generation)
`,
      },
      commands: [["python", "call.py"]],
    },
  },
];
