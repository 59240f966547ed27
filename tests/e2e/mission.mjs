// As a blog prints it: typographic quotes throughout.
export const QUERY = `DeviceProcessEvents
| where FileName in~ (“net.exe”, “net1.exe”) and Timestamp > ago(3d)
| parse kind=regex flags=iU ProcessCommandLine with * “user ” CreatedUser “ ” * “/ad”
| where isnotempty(CreatedUser)
| where not(FileName =~ “net1.exe” and InitiatingProcessFileName =~ “net.exe” and replace(“net”, “net1”, InitiatingProcessCommandLine) =~ ProcessCommandLine)
| extend CreatedOnLocalMachine = (ProcessCommandLine !contains “/do”)
| where ProcessCommandLine !contains “/add” or (CreatedOnLocalMachine == 1 and ProcessCommandLine !contains “/domain”)
| summarize MachineCount = dcount(DeviceName) by CreatedUser, CreatedOnLocalMachine, FileName, ProcessCommandLine`;
