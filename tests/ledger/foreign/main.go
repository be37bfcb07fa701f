// Reads a log of ours with the packages that Go itself checks its module database with, and says what does not hold.
//
// A request comes in as JSON; every complaint goes out as a line, and "read" with a count of what was looked at ends it.
package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type inclusion struct {
	Index, Size int64
	Leaf, Root  []byte
	Proof       [][]byte
}

type consistency struct {
	Old, Size     int64
	OldRoot, Root []byte
	Proof         [][]byte
}

type request struct {
	Folder      string
	Vkey        string
	Checkpoints []string
	Inclusion   []inclusion
	Consistency []consistency
	Key         string // a secret key to sign Text with
	Text        string
}

var complaints, looked int

func complain(what string, err error) {
	complaints++
	fmt.Printf("%s: %s\n", what, strings.ReplaceAll(err.Error(), "\n", " "))
}

// files gives the tiles of C2SP's layout to a reader that names them in the older one, with the height in the path.
type files struct{ folder string }

func (f files) Height() int { return 8 }

func (f files) SaveTiles([]tlog.Tile, [][]byte) {}

func (f files) path(t tlog.Tile) string {
	path := strings.Replace(t.Path(), "tile/8/", "tile/", 1)
	return filepath.Join(f.folder, strings.Replace(path, "tile/data/", "tile/entries/", 1))
}

func (f files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, t := range tiles {
		content, err := os.ReadFile(f.path(t))
		if err != nil {
			return nil, err
		}
		found = append(found, content)
	}
	return found, nil
}

func (f files) entries(size int64) ([][]byte, error) {
	var found [][]byte
	for n := int64(0); n*256 < size; n++ {
		width := min(256, size-n*256)
		content, err := os.ReadFile(f.path(tlog.Tile{H: 8, L: -1, N: n, W: int(width)}))
		if err != nil {
			return nil, err
		}
		for range width {
			if len(content) < 2 || len(content) < 2+int(binary.BigEndian.Uint16(content)) {
				return nil, fmt.Errorf("bundle %d is cut", n)
			}
			end := 2 + int(binary.BigEndian.Uint16(content))
			found = append(found, content[2:end])
			content = content[end:]
		}
		if len(content) > 0 {
			return nil, fmt.Errorf("bundle %d is too long", n)
		}
	}
	return found, nil
}

func checkLog(folder, file string, verifier note.Verifier) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	opened, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return err
	}
	var size int64
	var root tlog.Hash
	lines := strings.Split(opened.Text, "\n")
	if _, err := fmt.Sscanf(lines[1], "%d", &size); err != nil {
		return err
	}
	if root, err = tlog.ParseHash(lines[2]); err != nil {
		return err
	}
	tree := tlog.Tree{N: size, Hash: root}
	reader := tlog.TileHashReader(tree, files{folder})
	entries, err := files{folder}.entries(size)
	if err != nil {
		return err
	}
	var indexes []int64
	for n := range size {
		indexes = append(indexes, tlog.StoredHashIndex(0, n))
	}
	hashes, err := reader.ReadHashes(indexes)
	if err != nil {
		return err
	}
	for n, entry := range entries {
		if tlog.RecordHash(entry) != hashes[n] {
			return fmt.Errorf("entry %d is not what its tile says", n)
		}
		looked++
	}
	if found, err := tlog.TreeHash(size, reader); err != nil || found != root {
		return fmt.Errorf("root %v is not %v (%v)", found, root, err)
	}
	return nil
}

func asHash(content []byte) (found tlog.Hash) {
	copy(found[:], content)
	return found
}

func asHashes(contents [][]byte) (found []tlog.Hash) {
	for _, content := range contents {
		found = append(found, asHash(content))
	}
	return found
}

func main() {
	var asked request
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		panic(err)
	}
	if asked.Key != "" {
		signer, err := note.NewSigner(asked.Key)
		if err != nil {
			panic(err)
		}
		signed, err := note.Sign(&note.Note{Text: asked.Text}, signer)
		if err != nil {
			panic(err)
		}
		os.Stdout.Write(signed)
		return
	}
	if len(asked.Checkpoints) > 0 {
		verifier, err := note.NewVerifier(asked.Vkey)
		if err != nil {
			complain("vkey", err)
		} else {
			for _, file := range asked.Checkpoints {
				if err := checkLog(asked.Folder, file, verifier); err != nil {
					complain(filepath.Base(file), err)
				}
			}
		}
	}
	for _, p := range asked.Inclusion {
		looked++
		if err := tlog.CheckRecord(asHashes(p.Proof), p.Size, asHash(p.Root), p.Index, asHash(p.Leaf)); err != nil {
			complain(fmt.Sprintf("inclusion %d/%d", p.Index, p.Size), err)
		}
	}
	for _, p := range asked.Consistency {
		looked++
		if err := tlog.CheckTree(asHashes(p.Proof), p.Size, asHash(p.Root), p.Old, asHash(p.OldRoot)); err != nil {
			complain(fmt.Sprintf("consistency %d/%d", p.Old, p.Size), err)
		}
	}
	fmt.Printf("read %d\n", looked)
}
