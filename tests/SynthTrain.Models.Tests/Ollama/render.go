// Renders Go templates as Ollama does, for the tests of exported templates: reads a JSON array of {template, messages} from the file
// named first and prints a JSON array of texts. Needs the standard library alone: go run render.go cases.json
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"text/template"
)

type message struct {
	Role      string   `json:"role"`
	Content   string   `json:"content"`
	Thinking  string   `json:"thinking"`
	Images    [][]byte `json:"images"`
	ToolCalls []any    `json:"tool_calls"`
	ToolName  string   `json:"tool_name"`
}

type testCase struct {
	Template string     `json:"template"`
	Messages []*message `json:"messages"`
}

func render(c testCase) (string, error) {
	parsed, err := template.New("").Option("missingkey=zero").Parse(c.Template)
	if err != nil {
		return "", err
	}
	var system []string
	joined := []*message{}
	for _, m := range c.Messages {
		if m.Role == "system" {
			system = append(system, m.Content)
		}
		if n := len(joined); n > 0 && joined[n-1].Role == m.Role && m.Role != "tool" {
			joined[n-1].Content += "\n\n" + m.Content
		} else {
			joined = append(joined, m)
		}
	}
	var out strings.Builder
	err = parsed.Execute(&out, map[string]any{
		"System": strings.Join(system, "\n\n"), "Messages": joined, "Tools": []any{}, "Response": "", "Think": false, "IsThinkSet": false,
	})
	return out.String(), err
}

func main() {
	data, err := os.ReadFile(os.Args[1])
	var cases []testCase
	if err == nil {
		err = json.Unmarshal(data, &cases)
	}
	texts := []string{}
	for i := 0; err == nil && i < len(cases); i++ {
		var text string
		text, err = render(cases[i])
		texts = append(texts, text)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(texts)
}
