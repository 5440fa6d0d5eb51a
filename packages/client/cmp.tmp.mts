import { readFileSync, existsSync, readdirSync } from "node:fs";
import { assembleStream, loadDescription, loadFormat } from "@bedrock-contract/validators";
import { FrameDecoder, decodeStreamEvent } from "@bedrock-contract/wire";
import { textOf, toolCallsOf } from "./src/index.ts";
const base="http://127.0.0.1:4977"; const root="/work/wt/ar/specs/gen/examples/";
const h={"content-type":"application/json"};
function diffs(a:any,b:any,p=""):string[]{ if(JSON.stringify(a)===JSON.stringify(b)) return []; if(a&&b&&typeof a==="object"&&typeof b==="object") return [...new Set([...Object.keys(a),...Object.keys(b)])].flatMap(k=>diffs(a[k],b[k],p+"/"+k)); if(a===null&&b===undefined||b===null&&a===undefined)return[]; return [p+": "+JSON.stringify(a)?.slice(0,50)+" <> "+JSON.stringify(b)?.slice(0,50)]}
let same=0,diff=0;
for (const id of readdirSync(root)) {
  const f=root+id+"/InvokeModel.json"; if(!existsSync(f)) continue;
  if(["management","runtime","gateway","messages","responses"].includes(id)) continue; const d:any=await loadDescription(id as any); if(d.kind!=="text"||!d.stream) {continue}
  const ex=JSON.parse(readFileSync(f,"utf8")).examples;
  const seen=new Set();
  for(const e of ex){ if((e.status??200)>=400||e.error||!e.request) continue;
    const key=JSON.stringify(e.request); if(seen.has(key)) continue; seen.add(key);
    const m=encodeURIComponent(e.parameters?.modelId??""); 
    const hh:any={...h}; for(const [k,v] of Object.entries(e.parameters??{})) if(/^x-amz/i.test(k)) hh[k]=String(v);
    const w=await fetch(`${base}/model/${m}/invoke`,{method:"POST",headers:hh,body:JSON.stringify(e.request)});
    const s=await fetch(`${base}/model/${m}/invoke-with-response-stream`,{method:"POST",headers:hh,body:JSON.stringify(e.request)});
    if(!w.ok||!s.ok){console.log("?",id,e.name,w.status,s.status,(await (w.ok?s:w).text()).slice(0,200));continue}
    const a:any=await w.json(); const chunks:any[]=[];
    try{ const dec=new FrameDecoder(); for(const fr of dec.push(new Uint8Array(await s.arrayBuffer()))){const ev:any=decodeStreamEvent(fr); if(ev.kind==="chunk"||ev.chunk||ev.bytes) chunks.push(JSON.parse(new TextDecoder().decode(ev.bytes??ev.chunk)))}}catch(x){console.log("!",id,e.name,String(x));continue}
    const vv=await loadFormat(id as any); for(const c of chunks){const i=(vv as any).chunk?.issues(c)??[]; if(i.length) console.log("CHUNK",id,e.name,JSON.stringify(i).slice(0,300))}
    const b:any=await assembleStream(id as any,chunks);
    const t=async(v:any)=>JSON.stringify([await textOf({format:id as any,body:v}),(await toolCallsOf({format:id as any,body:v})).map(({name,input})=>[name,input])]); 
    let A,B; try{A=await t(a);B=await t(b)}catch(x){console.log("E",id,e.name,String(x).slice(0,200));continue}
    if(process.env.DEEP){const d=diffs(a,b); if(d.length) console.log("DEEP",id,e.name,d.slice(0,6).join(" | "))}
    if(A===B) same++; else {diff++;console.log("DIFF",id,e.name,"\n  ",A?.slice(0,150),"\n  ",B?.slice(0,150))}
  }}
console.log({same,diff});
